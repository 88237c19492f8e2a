/** What a cluster is for: `durable` false is only for the tests' throw-away cluster. */
export interface ServerPurpose {
  port: number
  durable: boolean
  connections?: number
  extra?: Readonly<Record<string, string>>
}

/** Server settings as `-c name=value` arguments; they win over files, so that ALTER SYSTEM cannot switch safety off. */
export function serverArguments(purpose: ServerPurpose): string[] {
  const safety = purpose.durable ? 'on' : 'off'
  const settings: Record<string, string> = {
    port: String(purpose.port),
    // Loopback only: the packaged OpenSSL is old, nothing outside this machine may speak to it.
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(purpose.connections ?? 60),
    shared_buffers: purpose.durable ? '256MB' : '128MB',
    fsync: safety,
    full_page_writes: safety,
    synchronous_commit: safety,
    password_encryption: 'scram-sha-256',
    // Days are computed from LocalDate, never from the server's zone; UTC makes a slip visible on every machine.
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    // Statements, parameters and "Key (…)=(…)" details hold personal data.
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_parameter_max_length_on_error: '0',
    ...purpose.extra,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
