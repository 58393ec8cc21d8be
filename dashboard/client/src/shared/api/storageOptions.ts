/**
 * Options for the values that the browser keeps between pages. Other tabs are not followed, and nothing is written
 * until a value is set. Errors are ignored: a kiosk may forbid storage, and then nothing is kept.
 */
export const storageOptions = {
  flush: 'sync',
  writeDefaults: false,
  listenToStorageChanges: false,
  onError: () => undefined,
} as const
