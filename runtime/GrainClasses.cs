using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Which class implements which grain interface, among the assemblies that are loaded.</summary>
internal static class GrainClasses
{
    private static readonly ConcurrentDictionary<Type, Type> Known = new();

    public static Type Implementing(Type grainInterface) => Known.GetOrAdd(grainInterface, Find);

    private static Type Find(Type grainInterface)
    {
        var classes = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic && (assembly == grainInterface.Assembly
                || assembly.GetReferencedAssemblies().Any(name => name.FullName == grainInterface.Assembly.FullName)))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrainBase)) && type.IsAssignableTo(grainInterface))
            .ToList();
        return classes.Count == 1
            ? classes[0]
            : throw new ArgumentException($"Could not find one implementation for interface {grainInterface.FullName}: there are {classes.Count}.");
    }
}
