using IpMonitor.Grains.Events;
using IpMonitor.Grains.Live;

namespace IpMonitor.Grains.Screens;

/// <summary>A screen after a change, or the error.</summary>
[GenerateSerializer, Immutable, Alias("ipm.screen-result")]
public sealed record ScreenResult(
    [property: Id(0)] ScreenState? Screen,
    [property: Id(1)] ValidationError? Error);

/// <summary>The state of a pairing code for its screen: expired, open, or paired.</summary>
[GenerateSerializer, Immutable, Alias("ipm.pairing-claim")]
public sealed record PairingStatus(
    [property: Id(0)] bool IsOpen,
    [property: Id(1)] ScreenCredentials? Credentials);

/// <summary>
/// The screens and the control room: the source of the topics <c>screen/{id}</c> and <c>screens</c>. The key is the
/// province's code.
/// </summary>
[Alias("ipm.screens-grain")]
public interface IScreensGrain : ITopicSource
{
    /// <summary>Creates a code for a screen to display; null if too many codes are open.</summary>
    [Alias("create-pairing-code")]
    Task<PairingCode?> CreatePairingCode();

    /// <summary>Returns the state of a code to the screen that holds its secret.</summary>
    [Alias("claim-pairing-code")]
    Task<PairingStatus> ClaimPairingCode(string code, string secret);

    /// <summary>Pairs the screen that displays a code.</summary>
    [Alias("pair")]
    Task<ScreenResult> Pair(string code, string name, string group);

    /// <summary>Returns all screens with their status.</summary>
    [Alias("all")]
    Task<ScreenControlResponse> GetAll();

    /// <summary>Returns a screen's settings; null if there is none.</summary>
    [Alias("find")]
    Task<ScreenState?> Find(string id);

    /// <summary>Changes a screen's settings.</summary>
    [Alias("update")]
    Task<ScreenResult> Update(string id, ScreenSetup setup);

    /// <summary>Executes a command of the control room on a screen.</summary>
    [Alias("execute-command")]
    Task<ScreenResult> ExecuteCommand(string id, ScreenCommand command);

    /// <summary>Removes a screen and its token; false if there is none.</summary>
    [Alias("remove")]
    Task<bool> Remove(string id);

    /// <summary>Returns true if the token is the screen's.</summary>
    [Alias("verify-token")]
    Task<bool> VerifyToken(string id, string token);

    /// <summary>Stores the status that a screen reports; false if the screen or its token is unknown.</summary>
    [Alias("report-status")]
    Task<bool> ReportStatus(string id, string token, ScreenStatus status);
}
