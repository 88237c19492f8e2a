export const texts = {
  title: '另一台设备上也改过这份申请',
  text: (time: string) => `另一台设备在 ${time} 保存了不同的内容。请选择以哪一份为准，选之前两份都在。`,
  mine: '这台手机上的',
  theirs: '另一台设备上的',
  keepTheirs: '用另一台设备上的（较新）',
  keepMine: '用这台手机上的（较新）',
  orTheirs: '用另一台设备上的',
  orMine: '用这台手机上的',
}
