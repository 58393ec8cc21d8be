namespace IpMonitor.Grains.Accounts;

/// <summary>The session at the OpenID Connect provider through which a session was started.</summary>
/// <param name="Subject">Id of the user at the provider.</param>
/// <param name="SessionId">Id of the provider's session; null if the provider gives none.</param>
/// <param name="IssuedAt">Time of the id token, by the provider's clock.</param>
/// <param name="AuthenticatedAt">Time at which the provider authenticated the user; null if unknown.</param>
/// <param name="IdToken">The id token, encrypted by the caller. It identifies the session at sign-out.</param>
/// <param name="Session">Id of the session that was started; set by the grain.</param>
[GenerateSerializer, Immutable, Alias("ipm.external-session")]
public sealed record ExternalSession(
    [property: Id(0)] string Subject,
    [property: Id(1)] string? SessionId,
    [property: Id(2)] DateTimeOffset IssuedAt,
    [property: Id(3)] DateTimeOffset? AuthenticatedAt,
    [property: Id(4)] string IdToken,
    [property: Id(5)] string Session = "")
{
    /// <summary>
    /// Returns true if this session is one that the provider ended: by session id if both have one, else by user.
    /// </summary>
    /// <remarks>
    /// A session whose id token is newer was started afterwards, so that a repeated message does not end it. Both times
    /// are those of the provider's clock.
    /// </remarks>
    public bool IsEndedBy(string? subject, string? sessionId, DateTimeOffset endedAt) =>
        IssuedAt <= endedAt
        && (subject is null ? sessionId is not null : subject == Subject)
        && (sessionId is null || (SessionId is null ? subject is not null : SessionId == sessionId));
}
