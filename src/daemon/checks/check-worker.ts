/**
 * The checker: a process of its own, so that no check, however slow, ever stands beside an advert. It runs no
 * script and writes no log: both are told to the parent. Here are its messages and its end; `check-host.ts`
 * has the rest.
 */
import { now, openAlarm } from '../../io/clock.ts'
import { tcpConnect } from '../../io/connect.ts'
import { openIpvs } from '../../io/ipvs.ts'
import type { Native } from '../../io/native.ts'
import type { ParentChannel } from '../../io/parent-channel.ts'
import { dieWithParent, leaveSignalsToParent, nameProcess } from '../../io/thread.ts'
import type { FromChecker, ToChecker } from '../messages.ts'
import { openShape } from '../process-shape.ts'
import { openCheckHost } from './check-host.ts'

/**
 * Takes over the process, which ends when its work does, or when the parent is gone: then as after `stop`.
 */
export function runCheckWorker(native: Native, channel: ParentChannel): void {
  const tell = (message: FromChecker) => channel.send(message)
  const shape = openShape(native, { name: 'keepalived_check', realTimePriority: undefined })
  nameProcess(native, 'keepalived_check')
  dieWithParent(native)
  leaveSignalsToParent(native)

  const host = openCheckHost({
    ports: { connect: tcpConnect },
    now: () => now(native),
    openAlarm: (onDue) => openAlarm(native, onDue),
    openIpvs: () => openIpvs(native),
    chance: () => Math.random(),
    tell,
  })
  const stop = once(() => {
    host.stop()
    tell({ is: 'stopped' })
    // Lets the last messages out first: the channel is a pipe that is flushed before it closes.
    channel.close()
    setImmediate(() => process.exit(0))
  })
  channel.onMessage((raw) => {
    const message = raw as ToChecker
    switch (message.is) {
      case 'configure':
        for (const { doing, text } of shape.apply(message.process))
          tell({ is: 'process', event: { is: 'process-refused', worker: 'Healthcheck', doing, text } })
        void host.configure(message.settings).then(() => tell({ is: 'configured' }))
        return
      case 'ping':
        return tell({ is: 'pong' })
      case 'stop':
        return stop()
    }
  })
  channel.onGone(stop)
  tell({ is: 'loaded' })
}

function once(run: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    run()
  }
}
