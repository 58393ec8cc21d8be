namespace IpMonitor.Silo.Sql;

/// <summary>Converts enumeration values to and from the text of a column.</summary>
/// <remarks>
/// The text is the C# name. A contract test lists all stored texts and fails if a rename changes one.
/// </remarks>
internal static class EnumText
{
    /// <summary>Returns the stored text of a value.</summary>
    public static string Format<T>(T value) where T : struct, Enum => value.ToString();

    /// <summary>Returns the value of a stored text.</summary>
    public static T Parse<T>(string text) where T : struct, Enum => Enum.Parse<T>(text);
}
