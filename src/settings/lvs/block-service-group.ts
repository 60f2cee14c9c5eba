/**
 * virtual_server_group: addresses, ranges and marks under a name. keepalived.conf(5), Virtual server
 * group(s). Refuses groups without a usable line, and marks of which nobody could tell the family.
 */
import { type Family, familyOf } from '../../base/address.ts'
import { list, type Row, type Scene } from '../../conf/rows.ts'
import type { Statement } from '../../conf/tree.ts'
import type { GroupDraft } from '../../lvs/draft.ts'
import { groupEntryShape, readGroupEntry } from '../../lvs/rows-group.ts'
import type { GroupEntry } from '../../lvs/settings.ts'

interface Groups {
  readonly serviceGroups: Map<string, GroupDraft>
}

const lines: Row<GroupDraft> = list('virtual_server_group', {
  parameters: groupEntryShape,
  later: 'refused',
  about: 'Addresses and firewall marks under a name, for virtual_server group NAME',
  entries: [
    {
      name: 'fwmark',
      synonyms: [],
      parameters: 'NUMBER 1..4294967295 [inet|inet6]',
      about: 'Packets that the firewall has marked with the number',
    },
  ],
  entry: (words, draft: GroupDraft, scene) => {
    const entry = readGroupEntry(words, scene)
    if (entry !== undefined) draft.entries.push(entry)
  },
})

export const groupBlock: Row<Groups> = {
  ...lines,
  parameters: `NAME ${lines.parameters}`,
  read: (statement, draft, scene) => {
    const group = openGroup(statement, scene)
    if (group === undefined) return
    lines.read({ ...statement, words: [statement.keyword] }, group, scene)
    closeGroup(group, draft, scene)
  },
}

function openGroup(statement: Statement, scene: Scene): GroupDraft | undefined {
  const [keyword, word, extra] = statement.words
  if (word !== undefined && extra === undefined) {
    return { name: { value: word.text, at: word.span }, entries: [] }
  }
  scene.report({
    code: word === undefined ? 'missing-parameter' : 'name-of-two-words',
    severity: 'error',
    span: (extra ?? keyword).span,
    message: `virtual_server_group ${word === undefined ? 'lacks its name' : 'has one name'}`,
    instead: 'this virtual_server_group is left out with its whole block',
  })
  return undefined
}

function closeGroup(group: GroupDraft, { serviceGroups }: Groups, scene: Scene): void {
  const { name, entries } = group
  const problem = entries.length === 0 ? 'has no usable line' : mixed(entries)
  const report = (code: string, message: string, instead: string) =>
    scene.report({ code, severity: 'warning', span: name.at, message, instead })
  if (problem !== undefined) {
    const code = entries.length === 0 ? 'service-group-empty' : 'service-group-mixed'
    report(code, `virtual_server_group ${name.value} ${problem}`, 'the group is left out')
    return
  }
  const before = serviceGroups.get(name.value)
  if (before === undefined) serviceGroups.set(name.value, group)
  else {
    const message = `virtual_server_group ${name.value} is there already, in line ${before.name.at.line}`
    report('service-group-twice', message, 'the first one counts')
  }
}

/** A mark without a family has that of all others, if they have one. */
function mixed(entries: GroupDraft['entries']): string | undefined {
  const families = new Set(entries.map(familyOfEntry))
  if (families.size < 3) return undefined
  return 'has lines of IPv4 and of IPv6, and a fwmark that names neither inet nor inet6'
}

function familyOfEntry(entry: GroupEntry): Family | undefined {
  return entry.is === 'addresses' ? familyOf(entry.first) : entry.family
}
