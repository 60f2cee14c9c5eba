/** The plan for programs: a JSON document of our own, described in docs/reference/plan-format.md. */
import type { Diagnostic } from '../conf/diagnostics.ts'
import type { PlanReport } from './plan.ts'

/** Raised when a field changes its meaning or goes; new fields may come without. */
const documentVersion = 1

export function jsonPlan({ file, against, diskDiffers, unseen, outcome, status }: PlanReport): string {
  const head = { version: documentVersion, status, file, against, diskDiffers, unseen }
  const document =
    outcome.is === 'refused'
      ? {
          ...head,
          refused: true,
          emptied: outcome.emptied,
          diagnostics: outcome.problems.diagnostics.map(diagnosed),
        }
      : {
          ...head,
          refused: false,
          visible: outcome.plan.visible,
          cost: outcome.plan.cost,
          steps: outcome.plan.steps.map(({ is, keyword, name, inside, from, changes, cost, notes }) => ({
            ...{ is, keyword, name, inside: inside ?? null, from: from ?? null, cost, notes },
            changes: changes.map((change) => ({
              keyword: change.keyword,
              from: change.from ?? null,
              to: change.to ?? null,
              cost: change.cost,
              note: change.note ?? null,
            })),
          })),
        }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

function diagnosed({ code, severity, span, message, instead }: Diagnostic): object {
  const { file, line, column, length } = span
  return { code, severity, file, line, column, length, message, instead }
}
