using IpMonitor.Grains.Events;
using IpMonitor.Grains.Live;

namespace IpMonitor.Grains.Screens;

/// <summary>What became of something asked of a screen: its new look, or why not.</summary>
[GenerateSerializer, Immutable, Alias("ipm.screen-result")]
public sealed record ScreenResult(
    [property: Id(0)] ScreenResponse? Screen,
    [property: Id(1)] ValidationError? Error);

/// <summary>What a screen hears of its code: not out any more, out, or entered.</summary>
[GenerateSerializer, Immutable, Alias("ipm.pairing-claim")]
public sealed record PairingClaim(
    [property: Id(0)] bool IsOpen,
    [property: Id(1)] Pairing? Pairing);

/// <summary>The screens of the province and their control room, the source of <c>screen/{id}</c> and <c>screens</c>. Its key is the province's code.</summary>
[Alias("ipm.screens-grain")]
public interface IScreensGrain : ITopicSource
{
    /// <summary>A code for a screen to show; null when too many are out.</summary>
    [Alias("create-pairing-code")]
    Task<PairingCode?> CreatePairingCode();

    /// <summary>What became of a code.</summary>
    [Alias("claim-pairing-code")]
    Task<PairingClaim> ClaimPairingCode(string code, string secret);

    /// <summary>Pairs the screen that shows a code.</summary>
    [Alias("pair")]
    Task<ScreenResult> Pair(string code, string name, string group);

    /// <summary>All screens.</summary>
    [Alias("all")]
    Task<ScreenControlResponse> GetAll();

    /// <summary>How a screen is to look; null when there is none.</summary>
    [Alias("find")]
    Task<ScreenResponse?> Find(string id);

    /// <summary>Sets a screen up.</summary>
    [Alias("update")]
    Task<ScreenResult> Update(string id, ScreenSetup setup);

    /// <summary>Has a screen obey.</summary>
    [Alias("execute-command")]
    Task<ScreenResult> ExecuteCommand(string id, ScreenCommand order);

    /// <summary>Forgets a screen and its token; false when there is none.</summary>
    [Alias("remove")]
    Task<bool> Remove(string id);

    /// <summary>Whether a token is a screen's.</summary>
    [Alias("verify-token")]
    Task<bool> VerifyToken(string id, string token);

    /// <summary>Hears what a screen says of itself; false when it is none of these, or its token does not fit.</summary>
    [Alias("report-status")]
    Task<bool> ReportStatus(string id, string token, ScreenStatus status);
}
