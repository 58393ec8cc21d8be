using System.Collections.Immutable;

namespace IpMonitor.Grains.Reference;

/// <summary>Reads and validates <c>cities.csv</c>, <c>units.csv</c> and <c>population.csv</c>.</summary>
internal static class PlacesReader
{
    public static Places Read(string cities, string units, string population)
    {
        var cityCodes = new HashSet<string>();
        var namedCities = ReferenceTableRow.Read("cities.csv", cities, ["code", "name", "name_en", "pinyin"], row =>
            cityCodes.Add(GetCode(row))
                ? new NamedCity(row.GetText("code"), row.GetText("name"), row.GetText("name_en"), row.GetText("pinyin"))
                : throw row.CreateException("code_twice", "code", row["code"] ?? ""));
        var unitCodes = new HashSet<string>();
        ImmutableArray<string> unitColumns = ["code", "city", "name", "name_en", "kind"];
        var reportingUnits = ReferenceTableRow.Read("units.csv", units, unitColumns, row =>
            unitCodes.Add(GetCode(row))
                ? new ReportingUnit(
                    row.GetText("code"), GetCity(row), row.GetText("name"), row.GetText("name_en"), row.GetText("kind"))
                : throw row.CreateException("code_twice", "code", row["code"] ?? ""));
        var years = new HashSet<(string, int)>();
        var people = ReferenceTableRow.Read("population.csv", population, ["city", "year", "population"], row =>
            years.Add((GetCity(row), row.GetInteger("year")))
                ? (GetCity(row), row.GetInteger("year"), row.GetPopulation("population"))
                : throw row.CreateException("year_twice", "year", row["city"] ?? "", row["year"] ?? ""));
        return new(namedCities, reportingUnits, people);

        string GetCode(ReferenceTableRow row)
        {
            var code = row.GetText("code");
            if (!AddressSegment.IsValid(code, 64))
                throw row.CreateException("code_invalid.unit", "code");
            if (code == Places.ProvinceCode)
                throw row.CreateException("code_invalid.province", "code", Places.ProvinceCode);
            return code;
        }

        string GetCity(ReferenceTableRow row) => cityCodes.Contains(row.GetText("city"))
            ? row.GetText("city")
            : throw row.CreateException("city_unknown.table", "city", row["city"] ?? "");
    }
}
