/** Bytes as people write them. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/[^0-9a-f]/g, '').match(/../g) ?? [], (pair) =>
    Number.parseInt(pair, 16),
  )
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
