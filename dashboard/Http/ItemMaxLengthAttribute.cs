namespace IpMonitor.Dashboard.Http;

/// <summary>Declares the maximum length of the texts of a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemMaxLengthAttribute(int length) : Attribute
{
    /// <summary>Maximum number of characters of a text.</summary>
    public int Length { get; } = length;
}
