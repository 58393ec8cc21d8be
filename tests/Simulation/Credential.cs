namespace IpMonitor.Simulation;

/// <summary>The secret of an API key or the token of a session, and the expected result of its use.</summary>
internal sealed class Credential(string name, string secret)
{
    public string Name => name;

    public string Secret => secret;

    /// <summary>Whether it must be accepted: it was issued, and nothing that ends it was sent.</summary>
    public bool IsValid { get; set; }

    /// <summary>Whether it must be refused: its end was acknowledged.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Verifies that the server accepts or refuses it as expected when the request was sent.</summary>
    public async Task Verify(SimulationScheduler scheduler, Func<Task<bool>> isAccepted)
    {
        var (wasValid, hadEnded) = (IsValid, HasEnded);
        var accepted = await isAccepted();
        if (accepted && hadEnded) scheduler.ReportViolation($"{name} has ended and is still accepted");
        if (!accepted && wasValid && IsValid) scheduler.ReportViolation($"{name} is valid and is refused");
    }
}
