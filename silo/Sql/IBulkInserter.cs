namespace IpMonitor.Silo.Sql;

/// <summary>Bulk-loads the rows of a table, value by value in the order of its columns.</summary>
internal interface IBulkInserter : IDisposable
{
    /// <summary>Writes the next value of a numeric column.</summary>
    void Write(long? value);

    /// <summary>Writes the next value of a text column.</summary>
    void Write(string? value);

    /// <summary>Ends the current row.</summary>
    void EndRow();

    /// <summary>Completes the load; without this call nothing may be stored.</summary>
    void Complete();
}
