import { Button, Form, Input, NoticeBar, Toast } from 'antd-mobile'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

/** The same log-in: number, password, the same texts and the same request; built the usual way. */
function Login() {
  const [busy, setBusy] = useState(false)
  const submit = async (values) => {
    setBusy(true)
    try {
      const response = await fetch('/api/v1/student/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(values),
      })
      if (!response.ok) Toast.show({ content: (await response.json()).detail })
    } finally {
      setBusy(false)
    }
  }
  return (
    <main>
      <h1>学生登录</h1>
      <Form
        layout="vertical"
        onFinish={submit}
        footer={
          <Button block type="submit" color="primary" size="large" loading={busy}>
            登录
          </Button>
        }
      >
        <Form.Item name="idNumber" label="证件号码" rules={[{ required: true, message: '请填写证件号码。' }]}>
          <Input id="idNumber" placeholder="身份证上的18位号码" clearable />
        </Form.Item>
        <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码。' }]}>
          <Input type="password" placeholder="第一次登录，请用密码条上的密码" />
        </Form.Item>
      </Form>
      <NoticeBar content="防诈骗提醒：资助部门和学校不会向您要密码、验证码。" color="alert" />
    </main>
  )
}

createRoot(document.getElementById('root')).render(<Login />)
