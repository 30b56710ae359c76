package dev.eddy.internal;

import java.lang.ref.Cleaner;

/** The one cleaner of Eddy, whose thread starts at the first use. */
public final class SharedCleaner {

    public static final Cleaner INSTANCE = Cleaner.create();

    private SharedCleaner() {}
}
