/** A campaign of the document. Properties unknown to this page are preserved. */
export interface CampaignEntry {
  id: string
  name: string
  nameEn: string
  start: string
  end: string
  theme?: string
  themeEn?: string
  slogan?: string
  cities: string[]
  plan: PlannedActivity[]
}

export interface PlannedActivity {
  date: string
  city: string
  title: string
}

export const parseCampaigns = (text: string) => JSON.parse(text) as CampaignEntry[]

/** Formats the document: indented, without blank properties. */
export const formatCampaigns = (campaigns: CampaignEntry[]): string =>
  `${JSON.stringify(campaigns, (_, value: unknown) => (value === '' ? undefined : value), 2)}\n`

/** A new campaign of all cities that starts today. */
export const newCampaign = (today: string, cities: string[]): CampaignEntry => ({
  id: '',
  name: '',
  nameEn: '',
  start: today,
  end: today,
  cities,
  plan: [],
})
