import org.jspecify.annotations.NullMarked;

/** RxJava 3 in coroutines, and coroutines as RxJava sources; see {@link dev.eddy.rxjava.RxBridge}. */
@NullMarked module dev.eddy.rxjava {
    requires static transitive org.jspecify;
    requires transitive dev.eddy;
    requires transitive io.reactivex.rxjava3;

    exports dev.eddy.rxjava;

    provides dev.eddy.AwaitableAdapter with
            dev.eddy.rxjava.RxAwaitableAdapter;
}
