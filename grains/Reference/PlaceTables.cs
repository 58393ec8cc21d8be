namespace IpMonitor.Grains.Reference;

/// <summary>Reads the places: <c>cities.csv</c>, <c>units.csv</c>, <c>population.csv</c>.</summary>
internal static class PlaceTables
{
    public static Places Read(string cities, string units, string population)
    {
        var known = new HashSet<string>();
        var namedCities = TableRow.Read("cities.csv", cities, ["code", "name", "name_en", "pinyin"], row =>
            known.Add(Code(row))
                ? new NamedCity(row.Text("code"), row.Text("name"), row.Text("name_en"), row.Text("pinyin"))
                : throw row.Fault("code_twice", "code", $"“{row["code"]}”出现了两次"));
        var codes = new HashSet<string>();
        var reportingUnits = TableRow.Read("units.csv", units, ["code", "city", "name", "name_en", "kind"], row =>
            !codes.Add(Code(row)) ? throw row.Fault("code_twice", "code", $"“{row["code"]}”出现了两次")
            : new ReportingUnit(row.Text("code"), City(row), row.Text("name"), row.Text("name_en"), row.Text("kind")));
        var years = new HashSet<(string, int)>();
        var people = TableRow.Read("population.csv", population, ["city", "year", "population"], row =>
            years.Add((City(row), row.Whole("year")))
                ? (City(row), row.Whole("year"), row.People("population"))
                : throw row.Fault("year_twice", "year", $"{row["city"]} 的 {row["year"]} 年出现了两次"));
        return new(namedCities, reportingUnits, people);

        string Code(TableRow row) =>
            row.Text("code") is { Length: > 64 } || row.Text("code").Contains('/', StringComparison.Ordinal) ? throw row.Fault("code_invalid", "code", "代码最多 64 个字，不含斜线")
            : row.Text("code") == Places.ProvinceCode ? throw row.Fault("code_invalid", "code", $"{Places.ProvinceCode} 是全省的代码")
            : row.Text("code");

        string City(TableRow row) => known.Contains(row.Text("city")) ? row.Text("city") : throw row.Fault("city_unknown", "city", $"没有代码为“{row["city"]}”的市");
    }
}
