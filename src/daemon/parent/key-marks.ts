/**
 * By what `plan` knows whether the key in a file is still the one that runs: a salted hash of each, in the
 * record of what runs. The key itself is never written, and a hash of one does not open another record's.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { HmacSecret } from '../../vrrp/link-settings.ts'
import type { InstanceSettings } from '../../vrrp/settings.ts'

export interface KeyMarks {
  /** Hexadecimal. */
  readonly salt: string
  /** By the path of the file; `absent`: there was no key in it. */
  readonly files: Readonly<Record<string, string>>
}

type FileSecret = Extract<HmacSecret, { readonly is: 'file' }>

const saltBytes = 16
const absent = 'absent'

/** Undefined: no key is read from a file. */
export function markKeys(instances: readonly InstanceSettings[]): KeyMarks | undefined {
  const salt = randomBytes(saltBytes).toString('hex')
  const files: Record<string, string> = {}
  for (const secret of fileSecrets(instances)) files[secret.path] = markOf(secret, salt) ?? absent
  return Object.keys(files).length === 0 ? undefined : { salt, files }
}

/**
 * Instances of a record, whose key files were read again: a key that is not the one of then gets its mark
 * instead of its bytes, so that it is like no other. For comparing, not for running.
 */
export function withMarkedKeys(
  instances: readonly InstanceSettings[],
  marks: KeyMarks,
): readonly InstanceSettings[] {
  return instances.map((instance) => {
    const { hmac } = instance
    if (hmac === undefined) return instance
    const keys = hmac.keys.map((key) => ({ ...key, secret: asMarked(key.secret, marks) }))
    return { ...instance, hmac: { ...hmac, keys } }
  })
}

function asMarked(secret: HmacSecret, { salt, files }: KeyMarks): HmacSecret {
  if (secret.is !== 'file') return secret
  const mark = files[secret.path]
  const now = markOf(secret, salt)
  // Whoever may not look at the file knows nothing of it.
  if (mark === undefined || now === mark || (now === undefined && secret.absent !== true)) return secret
  return mark === absent
    ? { is: 'file', path: secret.path, absent: true }
    : { is: 'file', path: secret.path, digits: mark }
}

/** Whether a key is read from a file: what is in it changes without the configuration. */
export function readsKeys(instances: readonly InstanceSettings[]): boolean {
  return fileSecrets(instances).length > 0
}

function fileSecrets(instances: readonly InstanceSettings[]): readonly FileSecret[] {
  const secrets = instances.flatMap(({ hmac }) => (hmac?.keys ?? []).map(({ secret }) => secret))
  return secrets.filter((secret) => secret.is === 'file')
}

/** Undefined: there is no key. */
function markOf({ digits }: FileSecret, salt: string): string | undefined {
  return digits === undefined ? undefined : createHash('sha256').update(`${salt} ${digits}`).digest('hex')
}
