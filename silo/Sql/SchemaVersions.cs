namespace IpMonitor.Silo.Sql;

/// <summary>Schemas go forward only.</summary>
internal static class SchemaVersions
{
    /// <summary>Refuses a store of a schema that this program does not know yet.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it.</exception>
    public static void RequireSupported(int found, int known, string place)
    {
        if (found > known)
            throw new InvalidDataException(
                $"{place} 由较新的版本写成（结构版本 {found}，本程序只认识到 {known}）：请升级程序。" +
                $" The store was written by a newer version (schema {found}, this program knows {known}): upgrade the program.");
    }
}
