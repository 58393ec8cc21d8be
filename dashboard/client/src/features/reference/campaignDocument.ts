/** A campaign as the document has it; what this page does not know of it stays as it is. */
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

/** As it is handed in: readable, one property a line, without those that were left blank. */
export const formatCampaigns = (campaigns: CampaignEntry[]): string =>
  `${JSON.stringify(campaigns, (_, value: unknown) => (value === '' ? undefined : value), 2)}\n`

/** A campaign that is begun today: a week long, of every city. */
export const newCampaign = (today: string, cities: string[]): CampaignEntry => ({
  id: '',
  name: '',
  nameEn: '',
  start: today,
  end: today,
  cities,
  plan: [],
})
