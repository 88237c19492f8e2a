import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useHref, useNavigate } from 'react-router'
import { Icon, type IconName } from './icons.tsx'

/** A link that looks like a button: one focus stop, opens in a new tab like any link. */
export function LinkButton({
  to,
  icon,
  type,
  children,
}: {
  to: string
  icon?: IconName
  type?: 'primary'
  children: ReactNode
}) {
  const href = useHref(to)
  const navigate = useNavigate()
  return (
    <Button
      href={href}
      {...(type && { type })}
      {...(icon && { icon: <Icon name={icon} size={16} /> })}
      onClick={(e) => {
        if (e.ctrlKey || e.metaKey || e.shiftKey) return
        e.preventDefault()
        void navigate(to)
      }}
    >
      {children}
    </Button>
  )
}
