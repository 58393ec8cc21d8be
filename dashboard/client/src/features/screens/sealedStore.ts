/** Named values: IndexedDB, or memory in tests. */
export interface KeyValueStore {
  get(name: string): Promise<unknown>
  names(): Promise<string[]>
  set(name: string, value: unknown): Promise<void>
  delete(name: string): Promise<void>
}

interface Seal {
  owner: string
  key: CryptoKey
}

interface SealedValue {
  iv: Uint8Array<ArrayBuffer>
  bytes: ArrayBuffer
}

const sealName = 'seal'
const algorithm = 'AES-GCM'
const encode = (text: string) => new TextEncoder().encode(text)

/**
 * Values of one owner, encrypted with a key that this browser cannot export. Values of another owner are neither read
 * nor kept.
 */
export class SealedStore {
  private constructor(
    private readonly store: KeyValueStore,
    private readonly seal: Seal,
  ) {}

  /** Opens the store of an owner; undefined if it belongs to another or is empty. */
  static async open(store: KeyValueStore, owner: string): Promise<SealedStore | undefined> {
    const seal = (await store.get(sealName)) as Seal | undefined
    return seal?.owner === owner ? new SealedStore(store, seal) : undefined
  }

  /** Opens the store of an owner with a new key if it has none; removes the values of another owner. */
  static async create(store: KeyValueStore, owner: string): Promise<SealedStore> {
    const opened = await SealedStore.open(store, owner)
    if (opened) return opened
    for (const name of await store.names()) await store.delete(name)
    const key = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt'])
    const seal: Seal = { owner, key }
    await store.set(sealName, seal)
    return new SealedStore(store, seal)
  }

  async names(): Promise<string[]> {
    return (await this.store.names()).filter((name) => name !== sealName)
  }

  async write(name: string, value: unknown): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const bytes = await crypto.subtle.encrypt(this.parameters(name, iv), this.seal.key, encode(JSON.stringify(value)))
    await this.store.set(name, { iv, bytes } satisfies SealedValue)
  }

  /** Returns a value; undefined if it is absent or was not written with this key under this name. */
  async read(name: string): Promise<unknown> {
    const sealed = (await this.store.get(name)) as SealedValue | undefined
    if (!sealed) return undefined
    try {
      const bytes = await crypto.subtle.decrypt(this.parameters(name, sealed.iv), this.seal.key, sealed.bytes)
      return JSON.parse(new TextDecoder().decode(bytes)) as unknown
    } catch {
      return undefined
    }
  }

  delete(name: string): Promise<void> {
    return this.store.delete(name)
  }

  private parameters(name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: algorithm, iv, additionalData: encode(`${this.seal.owner}\n${name}`) }
  }
}
