using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Which grain: its class and its key.</summary>
internal readonly record struct GrainIdentity(Type GrainClass, object Key)
{
    public override string ToString() => $"{GrainClass.Name}/{Key}";
}

/// <summary>Which class implements which grain interface, among the assemblies that are loaded.</summary>
internal static class GrainClasses
{
    private static readonly ConcurrentDictionary<(Type Interface, string? Prefix), Type> Known = new();

    public static Type Implementing(Type grainInterface, string? prefix) =>
        Known.GetOrAdd((grainInterface, prefix), static asked => Find(asked.Interface, asked.Prefix));

    private static Type Find(Type grainInterface, string? prefix)
    {
        var classes = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => MayImplement(assembly, grainInterface.Assembly))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false }
                && type.IsSubclassOf(typeof(Grain)) && type.IsAssignableTo(grainInterface)
                && (string.IsNullOrWhiteSpace(prefix) || type.FullName!.StartsWith(prefix, StringComparison.Ordinal)))
            .ToList();
        return classes switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"Could not find an implementation for interface {grainInterface}"),
            _ => throw new ArgumentException(
                $"Several classes implement interface {grainInterface}: {string.Join(", ", classes.Select(type => type.FullName))}."),
        };
    }

    private static bool MayImplement(Assembly assembly, Assembly declaring) =>
        assembly == declaring
        || (!assembly.IsDynamic && assembly.GetReferencedAssemblies().Any(name => name.FullName == declaring.FullName));
}
