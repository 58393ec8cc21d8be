using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace IpMonitor.UnitTests.Contracts;

/// <summary>Checks that Orleans' serializer round-trips every grain message.</summary>
public sealed class SerializationRoundTripTests
{
    private static readonly Assembly Grains = typeof(IpMonitor.Grains.Metrics.Event).Assembly;

    public static TheoryData<Type> Messages =>
        [
            .. Grains.GetTypes()
                .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute))
                    && !type.IsAbstract
                    && !type.IsAssignableTo(typeof(Exception)))
        ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_survives_a_serialization_round_trip(Type type)
    {
        using var services = new ServiceCollection()
            .AddSerializer(serializer => serializer.AddAssembly(Grains))
            .BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var sent = CreateSample(type, 3);
        var received = serializer.Deserialize<object>(serializer.SerializeToArray<object>(sent));
        Assert.Equal(type, received?.GetType());
        Assert.Equal(JsonSerializer.Serialize(sent, type), JsonSerializer.Serialize(received, type));
    }

    [Fact]
    public void Messages_to_check_exist() => Assert.True(Messages.Count > 20);

    // Sets every member, so that one that is not serialized is detected.
    private static object CreateSample(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return $"文字 {depth}";
        if (type == typeof(DateOnly)) return new DateOnly(2024, 2, 29);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2024, 2, 29, 8, 0, 0, TimeSpan.FromHours(8));
        if (type == typeof(bool)) return true;
        if (type.IsEnum) return type.GetEnumValues().GetValue(type.GetEnumValues().Length - 1)!;
        if (type.IsPrimitive || type == typeof(decimal)) return Convert.ChangeType(7 + depth, type, null);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var array = Array.CreateInstance(type.GenericTypeArguments[0], 2);
            for (var i = 0; i < 2; i++) array.SetValue(CreateSample(type.GenericTypeArguments[0], depth - 1), i);
            return typeof(ImmutableCollectionsMarshal).GetMethod(nameof(ImmutableCollectionsMarshal.AsImmutableArray))!
                .MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [array])!;
        }
        if (type.IsAbstract) type = Grains.GetTypes().First(other => other.IsSubclassOf(type));
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke(
            [.. constructor.GetParameters().Select(parameter => CreateSample(parameter.ParameterType, depth - 1))]);
    }
}
