using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Dapper;
using IpMonitor.Grains.Screens;

namespace IpMonitor.Silo.Sql;

/// <summary>The paired screens, a row each: they are few, and change by hand.</summary>
public sealed class SqlScreenStore(SqlDatabase database) : IScreenStore
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <inheritdoc/>
    public Task<ImmutableArray<StoredScreen>> All() => Work(() =>
    {
        using var connection = database.Open();
        return connection.Query<(string Hash, string Screen)>("SELECT token_hash, screen FROM screens ORDER BY id")
            .Select(row => new StoredScreen(JsonSerializer.Deserialize<ScreenAnswer>(row.Screen, Json)!, row.Hash)).ToImmutableArray();
    });

    /// <inheritdoc/>
    public Task<bool> Put(StoredScreen screen) => Work(() =>
    {
        using var connection = database.Open();
        var row = new { screen.Screen.Id, screen.Screen.Version, screen.TokenHash, Before = screen.Screen.Version - 1, Text = JsonSerializer.Serialize(screen.Screen, Json) };
        return connection.Execute(row.Version == 1
            ? "INSERT INTO screens (id, version, token_hash, screen) VALUES (@Id, @Version, @TokenHash, @Text) ON CONFLICT (id) DO NOTHING"
            : "UPDATE screens SET version = @Version, token_hash = @TokenHash, screen = @Text WHERE id = @Id AND version = @Before", row) == 1;
    });

    /// <inheritdoc/>
    public Task Remove(string id) => Work(() =>
    {
        using var connection = database.Open();
        return connection.Execute("DELETE FROM screens WHERE id = @id", new { id });
    });

    // Off the grain's own scheduler: the provider blocks while it works.
    private static Task<T> Work<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
