using System.Collections.Immutable;

namespace IpMonitor.Dashboard.Operations;

/// <summary>Endpoint metadata that declares the changes of an operation and its audit entries.</summary>
/// <remarks>Authorization metadata declares the allowed callers: a policy, or anonymous access.</remarks>
/// <param name="ChangesState">True if the operation changes state.</param>
/// <param name="AuditActions">Actions that the operation may write to the audit log.</param>
/// <param name="UnauditedReason">Why a change is not audited; null if it is audited or nothing changes.</param>
internal sealed record OperationMetadata(
    bool ChangesState, ImmutableArray<string> AuditActions, string? UnauditedReason = null);

/// <summary>Endpoint metadata of an operation that requires a recent reauthentication.</summary>
internal sealed record ReauthenticationMetadata;

/// <summary>Endpoint metadata of an operation that refuses cross-origin requests of every method.</summary>
internal sealed record SameOriginMetadata;

/// <summary>Endpoint metadata of an operation that is served by plain HTTP to other machines.</summary>
internal sealed record PlainHttpMetadata;
