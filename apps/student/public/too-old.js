// Browsers without ES modules (before Chrome 61, iOS 11) cannot run the app at all: say so instead of staying blank.
document.getElementById('root').innerHTML =
  '<p class="boot">您的浏览器版本过旧，无法打开。请升级微信或浏览器后再试，也可以请班主任协助，在学校电脑上办理。</p>'
