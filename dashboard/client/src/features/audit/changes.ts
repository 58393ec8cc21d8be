/** A changed property. An absent value is undefined. */
export interface Change {
  name: string
  before?: string
  after?: string
}

/** Compares two JSON objects by property. Plain text is compared as one unnamed property. */
export function diffProperties(before: string | undefined, after: string | undefined): Change[] {
  const [was, is] = [read(before), read(after)]
  const names = new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])
  return [
    ...compareProperty('', was ? undefined : before, is ? undefined : after),
    ...[...names].flatMap((name) => compareProperty(name, text(was?.[name]), text(is?.[name]))),
  ]
}

function compareProperty(name: string, before: string | undefined, after: string | undefined): Change[] {
  return before === after
    ? []
    : [{ name, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }]
}

function read(json: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json ?? 'null')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    // Plain text, not JSON.
    return undefined
  }
}

const text = (value: unknown): string | undefined =>
  value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? value.join('、')
        : JSON.stringify(value)
