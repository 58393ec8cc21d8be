/** A request within this time after the last input is taken as caused by the user. */
const activeFor = 60_000

let inputAt = Date.now()

for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel'])
  globalThis.addEventListener?.(type, () => (inputAt = Date.now()), { capture: true, passive: true })

/** Returns true if the user has used the page within the last minute. */
export const isUserActive = (): boolean => Date.now() - inputAt < activeFor
