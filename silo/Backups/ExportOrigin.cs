using IpMonitor.Silo.Sql;

namespace IpMonitor.Silo.Backups;

/// <summary>Decides whether the origin of an export is accepted, and names the operation that reads it.</summary>
/// <param name="OwnFingerprint">Fingerprint of the key of the data folder; null if it has none.</param>
/// <param name="ConfirmedFingerprint">Fingerprint that the operator confirms (<c>--key</c>); null if none.</param>
/// <param name="AcceptsUnsigned">Whether anything is accepted (<c>--accept-unsigned</c>).</param>
/// <param name="Action">Action in the audit log, of an import or a restore.</param>
internal sealed record ExportOrigin(
    string? OwnFingerprint, string? ConfirmedFingerprint, bool AcceptsUnsigned,
    string Action = SqlAuditStore.ImportAction)
{
    /// <summary>Returns the text of the audit log for an accepted export.</summary>
    /// <param name="file">File, for the error.</param>
    /// <param name="fingerprint">Fingerprint of the verified signature; null if the export is unsigned.</param>
    /// <exception cref="InvalidDataException">The origin is not accepted.</exception>
    public string Accept(string file, string? fingerprint)
    {
        if (fingerprint is not null && (fingerprint == OwnFingerprint || fingerprint == ConfirmedFingerprint))
            return $"signed {fingerprint}";
        if (AcceptsUnsigned) return fingerprint is null ? "unsigned" : $"signed by an unknown key {fingerprint}";
        throw new InvalidDataException(fingerprint is null
            ? $"{file} 没有签名，无从知道它是否被改动过：确信来源可靠时，请加 --accept-unsigned。" +
                " It is unsigned, so nothing tells whether it was altered: if you trust its origin, add" +
                " --accept-unsigned."
            : $"{file} 由另一个库签名（{fingerprint}）：与导出时显示的指纹一致，请加 --key {fingerprint}；无法核对时用 --accept-unsigned。" +
                $" Another store signed it ({fingerprint}): if the export showed this fingerprint, add --key" +
                $" {fingerprint}; if you cannot compare it, --accept-unsigned.");
    }
}
