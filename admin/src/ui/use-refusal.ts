import { useState } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';

type Refusing = {
  /** What the server has said against the last request. */
  refusal: ApiError | null;
  isBusy: boolean;
  /** One request at a time. */
  run: (work: () => Promise<void>) => Promise<void>;
};

export function useRefusal(): Refusing {
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);
  return {
    refusal,
    isBusy,
    run: async (work) => {
      setBusy(true);
      setRefusal(null);
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setRefusal(error);
      } finally {
        setBusy(false);
      }
    },
  };
}
