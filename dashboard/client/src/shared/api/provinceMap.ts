/** The approved map (GeoJSON), one area for each city code. */
export interface ProvinceMap {
  features: Area[]
}

export interface Area {
  properties: { code?: string | number; adcode?: string | number } | null
  geometry: { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] } | null
}

/** Points of longitude and latitude. */
export type Ring = number[][]
