using System.Collections.Immutable;

namespace IpMonitor.Grains.Journal;

/// <summary>The reference documents in force at a position.</summary>
/// <param name="Version">Position of their last change.</param>
/// <param name="Texts">Text of each document by name.</param>
public sealed record ReferenceDocuments(long Version, ImmutableDictionary<string, string> Texts);

/// <summary>A version of a reference document.</summary>
/// <param name="Position">Position from which it was in force.</param>
/// <param name="KnownAt">Time of that position.</param>
/// <param name="Author">Author of the version.</param>
public sealed record ReferenceDocumentVersion(long Position, DateTimeOffset? KnownAt, string Author);

/// <summary>A request to put a reference document in force.</summary>
/// <param name="Document">Name of the document.</param>
/// <param name="Text">New text.</param>
/// <param name="Author">Author of the version.</param>
/// <param name="ExpectedVersion">Version of the reference data that the text was validated against.</param>
public sealed record PutReferenceRequest(string Document, string Text, string Author, long ExpectedVersion);
