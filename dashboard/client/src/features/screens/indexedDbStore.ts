import type { KeyValueStore } from './sealedStore'

const table = 'values'

function completed<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

/** A database of named values. Each call opens it, so that no page keeps another from deleting it. */
export function indexedDbStore(database: string): KeyValueStore & { destroy(): Promise<void> } {
  async function run<T>(mode: IDBTransactionMode, act: (values: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const opening = indexedDB.open(database, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(table)
    const opened = await completed(opening)
    try {
      return await completed(act(opened.transaction(table, mode).objectStore(table)))
    } finally {
      opened.close()
    }
  }

  return {
    get: (name) => run('readonly', (values) => values.get(name) as IDBRequest<unknown>),
    names: async () => (await run('readonly', (values) => values.getAllKeys())).map(String),
    set: async (name, value) => void (await run('readwrite', (values) => values.put(value, name))),
    delete: async (name) => void (await run('readwrite', (values) => values.delete(name))),
    destroy: async () => void (await completed(indexedDB.deleteDatabase(database))),
  }
}
