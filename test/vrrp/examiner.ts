/** Who examines adverts in tests, with the digests of node:crypto. */
import { createHmac } from 'node:crypto'
import { seconds } from '../../src/base/time.ts'
import type { Examiner } from '../../src/vrrp/inspect.ts'
import { type Digests, openSecurity } from '../../src/vrrp/security.ts'
import type { InstanceSettings } from '../../src/vrrp/settings.ts'

export const digests: Digests = {
  hmacMd5: (key, bytes) => createHmac('md5', key).update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

/** For these settings a backup that knows nobody, at 1,000,000 s of the wall clock. */
export function examiner(settings: InstanceSettings, more: Partial<Examiner> = {}): Examiner {
  return {
    settings,
    security: openSecurity(),
    digests,
    wall: seconds(1_000_000),
    priority: settings.priority,
    state: 'backup',
    senderChanged: false,
    ...more,
  }
}
