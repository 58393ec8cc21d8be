namespace IpMonitor.Grains.Reference;

/// <summary>Reads the places: <c>cities.csv</c>, <c>units.csv</c>, <c>population.csv</c>.</summary>
internal static class PlacesReader
{
    public static Places Read(string cities, string units, string population)
    {
        var known = new HashSet<string>();
        var namedCities = ReferenceTableRow.Read("cities.csv", cities, ["code", "name", "name_en", "pinyin"], row =>
            known.Add(Code(row))
                ? new NamedCity(row.GetText("code"), row.GetText("name"), row.GetText("name_en"), row.GetText("pinyin"))
                : throw row.CreateException("code_twice", "code", row["code"] ?? ""));
        var codes = new HashSet<string>();
        var reportingUnits = ReferenceTableRow.Read("units.csv", units, ["code", "city", "name", "name_en", "kind"], row =>
            !codes.Add(Code(row)) ? throw row.CreateException("code_twice", "code", row["code"] ?? "")
            : new ReportingUnit(row.GetText("code"), City(row), row.GetText("name"), row.GetText("name_en"), row.GetText("kind")));
        var years = new HashSet<(string, int)>();
        var people = ReferenceTableRow.Read("population.csv", population, ["city", "year", "population"], row =>
            years.Add((City(row), row.GetInteger("year")))
                ? (City(row), row.GetInteger("year"), row.GetPopulation("population"))
                : throw row.CreateException("year_twice", "year", row["city"] ?? "", row["year"] ?? ""));
        return new(namedCities, reportingUnits, people);

        string Code(ReferenceTableRow row) =>
            row.GetText("code") is { Length: > 64 } || row.GetText("code").Contains('/', StringComparison.Ordinal) ? throw row.CreateException("code_invalid.unit", "code")
            : row.GetText("code") == Places.ProvinceCode ? throw row.CreateException("code_invalid.province", "code", Places.ProvinceCode)
            : row.GetText("code");

        string City(ReferenceTableRow row) => known.Contains(row.GetText("city")) ? row.GetText("city") : throw row.CreateException("city_unknown.table", "city", row["city"] ?? "");
    }
}
