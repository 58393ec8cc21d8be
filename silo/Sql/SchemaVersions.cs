namespace IpMonitor.Silo.Sql;

/// <summary>Checks the schema version of a store.</summary>
internal static class SchemaVersions
{
    /// <summary>Throws if the schema of a store is newer than this program supports.</summary>
    /// <param name="version">Schema version of the store.</param>
    /// <param name="supported">Highest supported version.</param>
    /// <param name="location">Location of the store, for the message.</param>
    /// <exception cref="InvalidDataException">The schema is newer.</exception>
    public static void RequireSupported(int version, int supported, string location)
    {
        if (version > supported)
            throw new InvalidDataException(
                $"{location} 由较新的版本写成（结构版本 {version}，本程序只认识到 {supported}）：请升级程序。" +
                $" The store was written by a newer version (schema {version}, this program knows {supported}):" +
                " upgrade the program.");
    }
}
