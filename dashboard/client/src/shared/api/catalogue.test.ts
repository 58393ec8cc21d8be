import { afterEach, beforeEach, expect, it, vi } from 'vitest'
// Imported here so that the module is transformed before fake timers start.
import './catalogue'
import type { About } from './types'

const about = { at: '2026-04-20T00:00:00Z', today: '2026-04-20' } as About

async function fresh() {
  vi.resetModules()
  const { api } = await import('./api')
  const { Problem } = await import('./http')
  for (const list of ['metrics', 'cities', 'units', 'campaigns'] as const) vi.spyOn(api, list).mockResolvedValue([])
  const catalogue = await import('./catalogue')
  return {
    ...catalogue,
    ...catalogue.useCatalogue(),
    asked: vi.spyOn(api, 'about'),
    refusal: new Problem(403, 'password_change_needed', ''),
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('clears the problem and loads at once when called again after a refusal', async () => {
  const { loadCatalogue, catalogue, problem, refusal, asked } = await fresh()
  asked.mockRejectedValueOnce(refusal).mockResolvedValue(about)
  loadCatalogue()
  await vi.advanceTimersByTimeAsync(0)
  expect(problem.value?.code).toBe(refusal.code)

  loadCatalogue()
  expect(problem.value).toBeUndefined()
  await vi.advanceTimersByTimeAsync(0)
  expect(catalogue.value?.about).toEqual(about)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toHaveBeenCalledTimes(2)
})

it('retries until the server answers', async () => {
  const { loadCatalogue, catalogue, problem, refusal, asked } = await fresh()
  asked.mockRejectedValueOnce(refusal).mockResolvedValue(about)
  loadCatalogue()
  await vi.advanceTimersByTimeAsync(5000)
  expect(catalogue.value?.about).toEqual(about)
  expect(problem.value).toBeUndefined()
})

it('ignores the answer of a superseded load', async () => {
  const { loadCatalogue, catalogue, problem, refusal, asked } = await fresh()
  let refuse: (error: unknown) => void = () => undefined
  asked.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject))).mockResolvedValue(about)
  loadCatalogue()
  loadCatalogue()
  await vi.advanceTimersByTimeAsync(0)
  refuse(refusal)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(problem.value).toBeUndefined()
  expect(catalogue.value?.about).toEqual(about)
  expect(asked).toHaveBeenCalledTimes(2)
})

it('stops retrying once cancelled', async () => {
  const { loadCatalogue, cancelCatalogue, problem, refusal, asked } = await fresh()
  asked.mockRejectedValue(refusal)
  loadCatalogue()
  await vi.advanceTimersByTimeAsync(0)
  cancelCatalogue()
  expect(problem.value).toBeUndefined()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(asked).toHaveBeenCalledTimes(1)
})
