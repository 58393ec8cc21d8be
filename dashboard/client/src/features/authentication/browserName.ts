const browsers: [RegExp, string][] = [
  [/\bEdg\w*\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bFirefox\/(\d+)/, 'Firefox'],
  [/\b(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[^ ]* .*Safari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\bHarmonyOS\b/i, 'HarmonyOS'],
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Readable browser name (「Chrome 131 · Windows」) of a user agent; undefined if unknown. */
export function browserName(agent: string): string {
  const [pattern, name] = browsers.find(([pattern]) => pattern.test(agent)) ?? []
  const version = pattern?.exec(agent)?.[1]
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1]
  return [name && `${name} ${version}`, system].filter(Boolean).join(' · ')
}
