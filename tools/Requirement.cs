namespace IpMonitor.Tools;

/// <summary>A program or setting of this machine that IpMonitor or its tests need.</summary>
/// <param name="Purpose">Shown if it is missing.</param>
/// <param name="Find">Returns its version or another description, or null if it is missing.</param>
/// <param name="Install">A command or page that gets it.</param>
/// <param name="IsRequired">True if nothing works without it.</param>
internal sealed record Requirement(
    string Name, string Purpose, Func<string?> Find, string Install, bool IsRequired = false);
