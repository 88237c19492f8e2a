import type { ThemeConfig } from 'antd'

/** antd tokens: the palette of tokens.css; greys are darker than antd's own, which fail 4.5:1, and borders reach 3:1. */
export function themeFor(roomy: boolean, still: boolean): ThemeConfig {
  return {
    token: {
      colorPrimary: '#0B57A4',
      colorInfo: '#0B57A4',
      colorLink: '#0B57A4',
      // antd's own hover tint is 3.7:1 on white
      colorLinkHover: '#08437F',
      colorLinkActive: '#08437F',
      colorSuccess: '#1A7F37',
      colorWarning: '#9A5B00',
      colorError: '#B3261E',
      colorText: '#1B2733',
      colorTextSecondary: '#4A5866',
      colorTextTertiary: '#4A5866',
      colorTextQuaternary: '#5B6876',
      colorTextDescription: '#4A5866',
      colorTextPlaceholder: '#5B6876',
      colorBgLayout: '#F4F6F9',
      colorBorder: '#8793A0',
      colorBorderSecondary: '#D9DFE6',
      borderRadius: 6,
      borderRadiusLG: 8,
      fontFamily: 'var(--font)',
      fontSize: 14,
      controlHeight: roomy ? 44 : 38,
      motion: !still,
    },
  }
}
