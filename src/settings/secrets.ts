/** Passwords and keys of a configuration, made unreadable: for what is shown to others. */
import type { Span } from '../base/span.ts'
import type { Diagnostic } from '../conf/diagnostics.ts'
import type { Statement } from '../conf/tree.ts'
import type { InstanceSettings } from '../vrrp/settings.ts'
import type { MailSettings } from './global/settings.ts'
import type { Loaded } from './load.ts'
import { leftInText } from './test-status.ts'
import type { Understood } from './understood.ts'

/** What stands in their place. */
export const hidden = '***'

/** By block and keyword: the first word of the statement that is secret. */
const secretFrom: ReadonlyMap<string, number> = new Map([
  ['authentication auth_pass', 1],
  ['auth_hmac key', 2],
  ['SSL password', 1],
  ['global_defs smtp_password', 1],
])

const blocksWithSecrets: ReadonlySet<string> = new Set([
  ...['authentication', 'auth_hmac', 'SSL', 'global_defs'],
])

/** In these, what follows a misspelt keyword is likely a secret. */
const secretBlocks: ReadonlySet<string> = new Set(['authentication', 'auth_hmac'])
const harmless: ReadonlySet<string> = new Set([
  ...['auth_type', 'active_key', 'time_window', 'anti_replay', 'mode'],
])

/** The same with its secrets hidden in tree, diagnostics and what is understood; not for running. */
export function withoutSecrets(loaded: Loaded): Loaded {
  const spans = new Set<Span>()
  const tree = loaded.tree.map((statement) => concealed(statement, '', spans))
  // What is said of a part of a word has a span of its own.
  const lines = new Set([...spans].map(({ file, line }) => `${line} ${file}`))
  const isSecret = ({ span, code }: Diagnostic) =>
    spans.has(span) || (leftInText.has(code) && lines.has(`${span.line} ${span.file}`))
  const diagnostics = loaded.diagnostics.map((one) => (isSecret(one) ? discreet(one) : one))
  return {
    ...loaded,
    settings: undefined,
    tree,
    diagnostics,
    understood: withoutSecretSettings(loaded.understood),
  }
}

/** Its words may repeat what it is about, but for those that say that nothing comes of it. */
export function discreet({ suggestion, ...diagnostic }: Diagnostic): Diagnostic {
  const { code, instead } = diagnostic
  const isHarmless = /^(?:the statement is ignored|this key is left out)$/.test(instead)
  return { ...diagnostic, message: code.replaceAll('-', ' '), instead: isHarmless ? instead : 'see check' }
}

function concealed(statement: Statement, block: string, spans: Set<Span>): Statement {
  const keyword = statement.keyword.text
  const inside = statement.block && {
    ...statement.block,
    statements: statement.block.statements.map((one) => concealed(one, keyword, spans)),
  }
  const from = firstSecretWord(block, keyword)
  if (from === undefined) return { ...statement, block: inside }
  const [first, ...rest] = statement.words
  for (const { span } of statement.words) spans.add(span)
  // Without its id a key stands in the id's place, and it may name the file that holds it.
  const words = rest.map((word, index) =>
    (index + 1 < from && rest.length >= from) || word.text.startsWith('file:')
      ? word
      : { ...word, text: hidden },
  )
  return { ...statement, words: [first, ...words], block: inside }
}

/**
 * Which word of the statement is the first that is secret, 1 being the one behind the keyword; mostly none.
 */
export function firstSecretWord(block: string, keyword: string): number | undefined {
  if (!blocksWithSecrets.has(block)) return undefined
  return secretFrom.get(`${block} ${keyword}`) ?? (isDoubtful(block, keyword) ? 1 : undefined)
}

function isDoubtful(block: string, keyword: string): boolean {
  if (block === 'global_defs') return /^smtp_?pas/i.test(keyword)
  return secretBlocks.has(block) && !harmless.has(keyword)
}

function withoutSecretSettings(understood: Understood): Understood {
  const { vrrp, lvs, global } = understood
  const ssl = lvs.ssl && { ...lvs.ssl, password: lvs.ssl.password && hidden }
  const instances = vrrp.instances.map(withoutSecretsOfInstance)
  return {
    ...understood,
    global: { ...global, mail: withoutSecretsOfMail(global.mail) },
    vrrp: { ...vrrp, instances },
    lvs: { ...lvs, ssl },
  }
}

function withoutSecretsOfMail(mail: MailSettings): MailSettings {
  if (mail.login?.password.is !== 'text') return mail
  return { ...mail, login: { ...mail.login, password: { is: 'text', text: hidden } } }
}

function withoutSecretsOfInstance(instance: InstanceSettings): InstanceSettings {
  const { authentication, hmac } = instance
  return {
    ...instance,
    authentication: authentication.is === 'none' ? authentication : { ...authentication, password: hidden },
    hmac: hmac && {
      ...hmac,
      keys: hmac.keys.map(({ id, secret }) => ({
        id,
        secret: secret.is === 'file' ? { is: 'file', path: secret.path } : { is: 'text', text: hidden },
      })),
    },
  }
}
