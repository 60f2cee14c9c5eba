/** keepalived(8), EXIT STATUS, as measured: operations that scripts rely on. */
export const exitStatus = { ok: 0, failed: 1, configuration: 2, privileges: 4, noFile: 6 } as const
