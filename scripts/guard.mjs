// Preloaded into the project's Node: when the launcher disappears without a signal (kill -9), end in order.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // Waiting for the launcher must not keep a finished command alive.
  process.channel.unref()
}
