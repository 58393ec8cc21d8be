using System.Collections.Immutable;

namespace IpMonitor.Grains.Messages;

/// <summary>
/// An argument of a message: a value without a language. The dashboard formats it in the language of the reader.
/// </summary>
[GenerateSerializer, Immutable, Alias("ipm.message-argument")]
public sealed record MessageArgument
{
    /// <summary>Text as entered, or a Chinese name if <see cref="English"/> is set.</summary>
    [Id(0)]
    public string? Text { get; init; }

    /// <summary>The English name, or null if the text has no translation.</summary>
    [Id(1)]
    public string? English { get; init; }

    /// <summary>A number.</summary>
    [Id(2)]
    public decimal? Value { get; init; }

    /// <summary>The unit of <see cref="Value"/>, as in the catalogue; with it the value is an amount.</summary>
    [Id(3)]
    public string? Unit { get; init; }

    /// <summary>A date.</summary>
    [Id(4)]
    public DateOnly? Date { get; init; }

    /// <summary>The resource key of a message that is an argument of another.</summary>
    [Id(5)]
    public string? Key { get; init; }

    /// <summary>The arguments of the message <see cref="Key"/>, or the items of a list if there is no key.</summary>
    [Id(6)]
    public ImmutableArray<MessageArgument> Items { get; init; } = [];

    /// <summary>Text that is shown as it is.</summary>
    public static implicit operator MessageArgument(string? text) => new() { Text = text ?? "" };

    /// <summary>A number.</summary>
    public static implicit operator MessageArgument(long value) => new() { Value = value };

    /// <summary>A number.</summary>
    public static implicit operator MessageArgument(decimal value) => new() { Value = value };

    /// <summary>A date.</summary>
    public static implicit operator MessageArgument(DateOnly date) => new() { Date = date };

    /// <summary>A name in both languages.</summary>
    public static MessageArgument Name(string chinese, string english) => new() { Text = chinese, English = english };

    /// <summary>A value with its unit.</summary>
    public static MessageArgument Amount(decimal value, string unit) => new() { Value = value, Unit = unit };

    /// <summary>A list of texts.</summary>
    public static MessageArgument List(IEnumerable<string> texts) => List(texts.Select(text => (MessageArgument)text));

    /// <summary>A list of arguments.</summary>
    public static MessageArgument List(IEnumerable<MessageArgument> items) => new() { Items = [.. items] };

    /// <summary>A message inside another.</summary>
    public static MessageArgument Message(string key, params ImmutableArray<MessageArgument> arguments) =>
        new() { Key = key, Items = arguments };

    /// <summary>Compares by value, the items included.</summary>
    public bool Equals(MessageArgument? other) => other is not null
        && (Text, English, Value) == (other.Text, other.English, other.Value)
        && (Unit, Date, Key) == (other.Unit, other.Date, other.Key)
        && HaveSameItems(Items, other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, English, Value, Unit, Date, Key);

    internal static bool HaveSameItems(ImmutableArray<MessageArgument> one, ImmutableArray<MessageArgument> other) =>
        (one.IsDefault ? [] : one).SequenceEqual(other.IsDefault ? [] : other);
}
