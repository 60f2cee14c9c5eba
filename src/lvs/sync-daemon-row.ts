/** The line of lvs_sync_daemon: keepalived.conf(5). Refuses what has no interface; all else it corrects. */
import { type Address, isMulticast } from '../base/address.ts'
import { readOne } from '../conf/bind.ts'
import type { Given, Scene } from '../conf/rows.ts'
import type { Statement } from '../conf/tree.ts'
import { integer, interfaceName, type Kind, singleAddress } from '../conf/values.ts'
import type { Word } from '../conf/words.ts'
import type { LvsSyncDaemon } from './defaults.ts'

export const syncDaemonParameters =
  'INTERFACE [[inst] INSTANCE] [id 0..255] [maxlen 1..65507] [port 1..65535] [ttl 1..255] [group ADDRESS]'

type Draft = { -readonly [Field in keyof LvsSyncDaemon]: LvsSyncDaemon[Field] }

const multicast: Kind<Address> = {
  shape: 'MULTICAST-ADDRESS',
  read: (word) => {
    const parsed = singleAddress.read(word)
    if (!parsed.ok || isMulticast(parsed.value)) return parsed
    return { ok: false, error: { code: 'not-a-value', problem: 'is not a multicast address' } }
  },
}

const numbers: Readonly<Record<string, { readonly field: NumberField; readonly kind: Kind<number> }>> = {
  id: { field: 'id', kind: integer({ min: 0, max: 255, strict: true }) },
  maxlen: { field: 'lengthMax', kind: integer({ min: 1, max: 65507, unit: 'bytes', strict: true }) },
  port: { field: 'port', kind: integer({ min: 1, max: 65535, strict: true }) },
  ttl: { field: 'ttl', kind: integer({ min: 1, max: 255, strict: true }) },
}

type NumberField = 'id' | 'lengthMax' | 'port' | 'ttl'

/** Undefined: there is no daemon, which is reported. */
export function readSyncDaemon(statement: Statement, scene: Scene): Given<LvsSyncDaemon> | undefined {
  const [, name, ...options] = statement.words
  if (name === undefined) return undefined
  const as = { keyword: 'lvs_sync_daemon', kind: interfaceName, fallback: undefined }
  const own = readOne(name, as, scene)
  if (own === undefined) return undefined
  const draft: Draft = {
    interface: own,
    instance: undefined,
    id: undefined,
    lengthMax: undefined,
    port: undefined,
    ttl: undefined,
    group: undefined,
  }
  for (let i = 0; i < options.length; ) {
    const word = options[i]
    if (word === undefined) break
    i += readOption({ word, value: options[i + 1], place: i }, draft, scene)
  }
  return { value: draft, at: name.span }
}

interface Option {
  readonly word: Word
  readonly value: Word | undefined
  /** 0: right behind the interface, where the name of an instance may stand bare. */
  readonly place: number
}

/** How many words it has read. */
function readOption(option: Option, draft: Draft, scene: Scene): 1 | 2 {
  const { word, value, place } = option
  const number = Object.hasOwn(numbers, word.text) ? numbers[word.text] : undefined
  if (word.text === 'inst' || word.text === 'group' || number !== undefined) {
    if (value === undefined) reportNoValue(option, scene)
    else if (number !== undefined) {
      const as = { keyword: `lvs_sync_daemon ${word.text}`, kind: number.kind, fallback: undefined }
      draft[number.field] = readOne(value, as, scene) ?? draft[number.field]
    } else if (word.text === 'inst') setInstance(value, draft, scene)
    else {
      const as = { keyword: 'lvs_sync_daemon group', kind: multicast, fallback: undefined }
      draft.group = readOne(value, as, scene) ?? draft.group
    }
    return 2
  }
  if (place === 0) setInstance(word, draft, scene)
  else if (place === 1 && draft.instance !== undefined) readBareId(word, draft, scene)
  else {
    const message = `lvs_sync_daemon: "${word.text}" is no option`
    const instead = 'it is ignored'
    scene.report({ code: 'unknown-option', severity: 'error', span: word.span, message, instead })
  }
  return 1
}

function setInstance(word: Word, draft: Draft, scene: Scene): void {
  if (draft.instance === undefined) draft.instance = word.text
  else {
    scene.report({
      code: 'option-twice',
      severity: 'error',
      span: word.span,
      message: `lvs_sync_daemon: the instance is ${draft.instance} already`,
      instead: 'the first one counts',
    })
  }
}

/** Old configurations have the number without its word: keepalived takes it, with an error. */
function readBareId(word: Word, draft: Draft, scene: Scene): void {
  const as = {
    keyword: 'lvs_sync_daemon id',
    kind: integer({ min: 0, max: 255, strict: true }),
    fallback: undefined,
  }
  const id = readOne(word, as, scene)
  if (id === undefined) return
  draft.id = id
  scene.report({
    code: 'bare-sync-id',
    severity: 'error',
    span: word.span,
    message: `lvs_sync_daemon: the number ${id} stands without its word`,
    instead: `it is read as id ${id}`,
    suggestion: `id ${id}`,
  })
}

/** A missing instance ends a configuration test of keepalived; other missing values do not. */
function reportNoValue({ word }: Option, scene: Scene): void {
  scene.report({
    code: word.text === 'inst' ? 'missing-parameter' : 'option-without-value',
    severity: 'error',
    span: word.span,
    message: `lvs_sync_daemon: ${word.text} lacks its value`,
    instead: 'it is ignored, the others count',
  })
}
