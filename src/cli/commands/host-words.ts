/**
 * What yargs makes of `--host` and `--no-host`, and of options that are typed twice. Refuses a host together
 * with none: yargs would take the last of them and say nothing.
 */

/** `--no-host` is false; several are an array. */
type Given<Value> = Value | readonly Value[]

/** Throws for yargs, which says it as it says other misuse. */
export function hostsGiven(given: Given<string | false>): readonly string[] | false {
  const all = [given].flat()
  const hosts = all.filter((one) => one !== false)
  if (hosts.length === 0) return false
  if (hosts.length < all.length) throw new Error('--host and --no-host: which of them?')
  return hosts
}

/** The same where there is one file: the last one counts. */
export function hostGiven(given: Given<string | false>): string | false {
  const hosts = hostsGiven(given)
  return hosts === false ? false : (hosts.at(-1) ?? false)
}

/** Of an option that is typed twice, the last one counts. */
export function lastGiven(given: Given<string>): string {
  return [given].flat().at(-1) ?? ''
}
