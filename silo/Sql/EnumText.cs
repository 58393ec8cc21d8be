namespace IpMonitor.Silo.Sql;

/// <summary>The text of an enumeration's value in a column.</summary>
/// <remarks>It is the C# name. The contract test lists every stored text, so a rename that changes one fails.</remarks>
internal static class EnumText
{
    /// <summary>Returns the stored text of a value.</summary>
    public static string Format<T>(T value) where T : struct, Enum => value.ToString();

    /// <summary>Returns the value of a stored text.</summary>
    public static T Parse<T>(string text) where T : struct, Enum => Enum.Parse<T>(text);
}
