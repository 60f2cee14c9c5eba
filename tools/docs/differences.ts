/**
 * docs/reference/differences.md: where keepalived-ts reads a configuration otherwise than keepalived, from
 * the list that the tests name. Refuses to add anything that the list does not say.
 */
import { type SettingsQuirk, settingsQuirks } from '../../src/settings/quirks.ts'
import { wrap } from './wrap.ts'

/** The whole page as Markdown. */
export function differencesPage(): string {
  const all: Readonly<Record<string, SettingsQuirk>> = settingsQuirks
  return `${[
    '# Differences in reading a configuration',
    '',
    ...wrap([
      'Every deliberate difference from keepalived, by the name that the tests use for it. Generated from',
      '`src/settings/quirks.ts` by `npm run docs`. What differs in the protocol stands in',
      '[state-machine.md](state-machine.md).',
    ]),
    '',
    ...Object.entries(all).flatMap(([name, { keepalived, here }]) => [
      `## ${name}`,
      '',
      ...wrap([`*keepalived:* ${keepalived}`]),
      '',
      ...wrap([`*keepalived-ts:* ${here}`]),
      '',
    ]),
  ].join('\n')}`
}
