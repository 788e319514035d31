/** Whether the page is as narrow as a phone's, where the board shows one stage at a time. */
export const onPhone = () => matchMedia('(max-width: 640px)').matches;
