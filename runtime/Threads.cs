namespace Orleans.Runtime;

/// <summary>Who runs what is ready: the thread pool, or, in a simulation, the one thread that decides what comes next.</summary>
internal class Threads
{
    /// <summary>So many pieces of one activation run before others get the thread.</summary>
    public virtual int Slice => 64;

    /// <summary>Has it run soon, by whichever thread is free.</summary>
    public virtual void Queue(IThreadPoolWorkItem ready) => ThreadPool.UnsafeQueueUserWorkItem(ready, preferLocal: false);
}
