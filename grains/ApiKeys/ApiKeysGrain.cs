using System.Collections.Immutable;
using IpMonitor.Grains.Accounts;
using IpMonitor.Grains.Events;
using IpMonitor.Grains.Live;
using IpMonitor.Grains.Metrics;
using IpMonitor.Grains.Records;
using IpMonitor.Grains.Reference;

namespace IpMonitor.Grains.ApiKeys;

/// <inheritdoc cref="IApiKeysGrain"/>
[GrainType("keys")]
public sealed class ApiKeysGrain(IRecordStore store, ReferenceDataStore referenceData, TimeProvider time)
    : Grain, IApiKeysGrain
{
    private const int MaxNameLength = 40;
    private const int MaxSourceLength = 64;
    private const int MaxOverlapHours = 168;
    private const int MaxRequestsPerMinute = 6_000;
    private const int MaxTopics = 50;
    private static readonly TimeSpan UsedUpdateInterval = TimeSpan.FromMinutes(1);

    private static readonly RecordKind<ApiKey> KeyKind = new("key");
    private readonly RecordRepository<ApiKey> _keys = new(store, KeyKind);

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _keys.Load();
        await base.OnActivateAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ApiKey>> GetAll() =>
        Task.FromResult(_keys.All.OrderByDescending(key => key.Since).ToImmutableArray());

    /// <inheritdoc/>
    public async Task<ApiKeyResult> Issue(ApiKeySettings scope)
    {
        if (Validate(scope) is { } error) return new(null, null, error);
        var (id, secret) = (SecretGenerator.Generate(4), GenerateSecret());
        return await Save(new(id, scope, Digest.Compute(secret), time.GetChinaNow(), null, null, null), secret);
    }

    /// <inheritdoc/>
    public async Task<ApiKeyResult> Rotate(string id, int hours)
    {
        if (_keys.Find(id) is not { } key)
            return new(null, null, ValidationError.Create("key_unknown", "id"));
        if (hours is < 0 or > MaxOverlapHours)
            return new(null, null, ValidationError.Create("key_hours_invalid", "hours", MaxOverlapHours));
        var (secret, now) = (GenerateSecret(), time.GetChinaNow());
        // Without an overlap the old hash is removed, so that setting the clock back cannot make it valid again.
        return await Save(
            key with
            {
                Hash = Digest.Compute(secret),
                Since = now,
                HashBefore = hours == 0 ? null : key.Hash,
                BeforeUntil = hours == 0 ? null : now.AddHours(hours),
            },
            secret);
    }

    /// <inheritdoc/>
    public Task<bool> Revoke(string id) => _keys.Remove(id);

    /// <inheritdoc/>
    public async Task<ApiKey?> FindBySecret(string secret)
    {
        var (hashes, now) = (Digest.ComputeAll(secret).ToArray(), time.GetChinaNow());
        // Needs no constant-time comparison: the timing of a hash of 24 random bytes reveals nothing useful.
        var found = _keys.All.FirstOrDefault(key =>
            hashes.Contains(key.Hash) || (hashes.Contains(key.HashBefore) && key.BeforeUntil > now));
        if (found is not { } key || key.Scope.Until <= now) return null;
        if (key.Used is null || now - key.Used > UsedUpdateInterval)
            await _keys.Put(key.Id, key = key with { Used = now });
        return key;
    }

    private async Task<ApiKeyResult> Save(ApiKey key, string secret) => await _keys.Put(key.Id, key)
        ? new(key, secret, null)
        : new(null, null, ValidationError.Create("key_changed", "id"));

    private ValidationError? Validate(ApiKeySettings scope)
    {
        if (string.IsNullOrWhiteSpace(scope.Name) || scope.Name.Length > MaxNameLength)
            return ValidationError.Create("key_name_invalid", "name");
        if (AccountPolicy.IsReserved(AccountPolicy.NormalizeName(scope.Name)))
            return ValidationError.Create("account_name_reserved", "name", scope.Name);
        if (KeyText.ValidateName("name", scope.Name) is { } nameError) return nameError;
        if (scope.Sources.IsDefault
            || (scope.Sources.IsEmpty && !scope.MayRead)
            || scope.Sources.Any(source => string.IsNullOrWhiteSpace(source) || source.Length > MaxSourceLength))
            return ValidationError.Create("key_sources_invalid", "sources");
        if (scope.Sources.Select(source => KeyText.ValidateName("sources", source)).OfType<ValidationError>()
            .FirstOrDefault() is { } sourceError)
            return sourceError;
        if (scope.Cities.IsDefault || scope.Cities.Any(city => referenceData.Current.Places.FindCity(city) is null))
            return ValidationError.Create("key_cities_invalid", "cities");
        if (scope.Topics is { IsDefaultOrEmpty: false } topics
            && (!scope.MayRead || topics.Length > MaxTopics || !topics.All(Topic.IsPrefix)))
            return ValidationError.Create("key_topics_invalid", "topics");
        if (scope.PerMinute is < 1 or > MaxRequestsPerMinute)
            return ValidationError.Create("key_rate_invalid", "perMinute", MaxRequestsPerMinute);
        if (scope.Until <= time.GetChinaNow())
            return ValidationError.Create("key_until_invalid", "until");
        return null;
    }

    private static string GenerateSecret() => $"ipm_{SecretGenerator.Generate(24)}";
}
