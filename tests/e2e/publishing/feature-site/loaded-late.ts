export const said = 'by a module that is loaded late';
