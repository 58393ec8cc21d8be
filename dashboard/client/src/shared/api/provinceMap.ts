/** What is drawn of a reviewed map (GeoJSON): its areas, each under its city's code. */
export interface ProvinceMap {
  features: Area[]
}

export interface Area {
  properties: { code?: string | number; adcode?: string | number } | null
  geometry: { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] } | null
}

/** Longitude and latitude, point by point. */
export type Ring = number[][]
