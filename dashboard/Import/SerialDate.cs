using System.Globalization;

namespace IpMonitor.Dashboard.Import;

/// <summary>The day from which a workbook counts dates.</summary>
internal enum DateSystem
{
    /// <summary>The file has none: CSV.</summary>
    Unknown,
    /// <summary>1 January 1900 is day 1; 29 February 1900 exists.</summary>
    From1900,
    /// <summary>1 January 1904 is day 0.</summary>
    From1904,
}

/// <summary>Converts serial numbers of spreadsheets to dates (ECMA-376 part 1, 18.17.4.1).</summary>
internal static class SerialDate
{
    private const double DaysBetweenSystems = 1_462;
    // Days before 1 March 1900 differ between programs.
    private const double FirstSerial = 61, EndSerial = 2_958_466;

    /// <summary>The day of a serial number; null if it is out of range or the system is unknown.</summary>
    public static DateOnly? ToDate(double serial, DateSystem system)
    {
        var days = system == DateSystem.From1904 ? serial + DaysBetweenSystems : serial;
        return system != DateSystem.Unknown && days is >= FirstSerial and < EndSerial
            ? DateOnly.FromDateTime(DateTime.FromOADate(days))
            : null;
    }

    /// <summary>The day of a number as text; null if it is not a serial number of the last two centuries.</summary>
    public static DateOnly? ToDate(string number, DateSystem system) =>
        number.Length < 7
        && double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var serial)
            ? ToDate(serial, system)
            : null;
}
